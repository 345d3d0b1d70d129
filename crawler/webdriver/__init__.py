"""The second engine: browsers of a Selenium Grid, through WebDriver; needs the extra `grid`."""
