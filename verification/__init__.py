"""Theory against simulation, with pictures and with the long runs; see README.md."""
