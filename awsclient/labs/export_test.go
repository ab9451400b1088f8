package labs

// Seal gives a report a digest that fits, as a forger would.
func Seal(r *Report) { r.Digest = r.digest() }
