"""What each database engine is, behind one interface; an engine's modules are imported when it is used."""
