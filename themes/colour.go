package themes

import (
	"fmt"
	"math"
	"strconv"
)

// rgb is one colour of the sRGB space.
type rgb struct{ r, g, b uint8 }

// parseHex reads "#rrggbb".
func parseHex(s string) (rgb, error) {
	if len(s) != 7 || s[0] != '#' {
		return rgb{}, fmt.Errorf("colour %q is not of the form #rrggbb", s)
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return rgb{}, fmt.Errorf("colour %q is not of the form #rrggbb", s)
	}
	return rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// luminance is the relative luminance of WCAG 2, 0 for black to 1 for white.
func (c rgb) luminance() float64 {
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the contrast ratio of WCAG 2, 1 to 21.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// blend goes from a to b; at 0 it is a, at 1 it is b.
func blend(a, b rgb, at float64) rgb {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*at)) }
	return rgb{mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)}
}

// legible moves a colour towards another until it can be read on a background,
// in small steps; it stops at the other.
func legible(fg, bg, towards rgb, ratio float64) rgb {
	const steps = 20
	for i := range steps {
		if c := blend(fg, towards, float64(i)/steps); contrast(c, bg) >= ratio {
			return c
		}
	}
	return towards
}
