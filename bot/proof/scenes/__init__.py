"""The scenes of the demo's story, each judged from the stand-ins' side."""
