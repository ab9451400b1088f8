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

// Copies gives pointers to copies of values, many of which stand in one piece of
// memory; it lives as long as any of them is pointed to. The zero Copies is
// ready.
type Copies[T any] struct {
	free  []T
	grown int // size of the last piece
}

// How many values the pieces of memory hold: a few for a short answer, more as
// it grows.
const (
	firstPiece   = 32
	largestPiece = 512
)

// Reserve makes room for n values at once.
func (c *Copies[T]) Reserve(n int) { c.free = make([]T, n) }

// Of is a pointer to a copy of v.
func (c *Copies[T]) Of(v T) *T {
	if len(c.free) == 0 {
		c.grown = min(max(2*c.grown, firstPiece), largestPiece)
		c.free = make([]T, c.grown)
	}
	p := &c.free[0]
	c.free = c.free[1:]
	*p = v
	return p
}
