"""The borrower's application in the browser: pages made on this machine, for this machine."""
