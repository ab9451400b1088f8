package themes

import (
	"math"
	"testing"
)

// Full protanopia and deuteranopia after Viénot, Brettel and Mollon (1999):
// what is left of linear red, green and blue.
func colourBlindness() map[string][3][3]float64 {
	return map[string][3][3]float64{
		"protanopia":   {{0.1121, 0.8853, -0.0005}, {0.1127, 0.8897, -0.0001}, {0.0045, 0, 1.0019}},
		"deuteranopia": {{0.2920, 0.7054, -0.0003}, {0.2934, 0.7089, 0}, {-0.0210, 0.0256, 0.9954}},
	}
}

// seen is a colour as it looks without one kind of cone, each part from 0 to 1
// as a screen shows it.
func seen(c rgb, by [3][3]float64) [3]float64 {
	var linear, out [3]float64
	for i, v := range []uint8{c.r, c.g, c.b} {
		linear[i] = math.Pow(float64(v)/255, 2.2)
	}
	for i := range out {
		for j := range linear {
			out[i] += by[i][j] * linear[j]
		}
		out[i] = math.Pow(max(out[i], 0), 1/2.2)
	}
	return out
}

// Good, warning and bad stay apart for those who do not see red or green as
// others do.
func TestGoodAndBadStayApartForTheColourBlind(t *testing.T) {
	const apart = 0.25 // of the cube's edge (choice)
	p := colourBlindPalette()
	for name, eye := range colourBlindness() {
		for _, pair := range [][2]Role{{Good, Bad}, {Good, Warn}, {Warn, Bad}} {
			a := seen(mustHex(t, p.Styles[pair[0]].Foreground), eye)
			b := seen(mustHex(t, p.Styles[pair[1]].Foreground), eye)
			d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
			if d < apart {
				t.Errorf("%s: roles %d and %d are %.2f apart", name, pair[0], pair[1], d)
			}
		}
	}
}
