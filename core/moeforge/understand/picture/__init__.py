"""From a picture of a character to the traits of an avatar."""
