"""The month: reports and workbooks in, review, freeze, forms for above."""
