package api

// NonZero is a pointer to a copy of v, or nil for the zero value: what AWS
// leaves out of an answer.
func NonZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
