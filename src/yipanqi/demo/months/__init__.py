"""What the months say: reports with words and pictures, their way through hands, the freezes."""
