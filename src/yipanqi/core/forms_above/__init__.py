"""Forms of a superior office (上级报表): what a cell asks for, what a frozen month answers."""
