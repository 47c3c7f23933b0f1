"""Knowledge checks: one to three questions that *Got it* asks, so that it means that somebody has understood."""
