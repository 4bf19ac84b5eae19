"""The version of Passerelle; part of every signature."""

VERSION = "0.1.0"
