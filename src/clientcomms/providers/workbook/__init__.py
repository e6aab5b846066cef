"""Excel workbooks: .xlsx and .xlsm, .xls, and what WPS saves; read by calamine, written by openpyxl."""
