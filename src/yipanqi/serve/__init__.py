"""Start the product: prepare the data folder, then keep web server and job worker together."""
