"""The meeting: agenda and live room, its film, inspections, speeches taken apart."""
