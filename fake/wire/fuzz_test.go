package wire_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"fleetglass/fake/wire"
)

// Whatever comes in chunks, nothing breaks. The decoders have fuzz targets of
// their own, in their packages.
func FuzzChunks(f *testing.F) {
	server, err := wire.New(wire.Options{Backend: newScript(), Region: "us-west-2", Report: func(text string) { f.Error(text) }})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("5;chunk-signature=0\r\nhello\r\n0\r\n\r\n")
	f.Add("ffffffff\r\n")
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, request("PUT", "http://127.0.0.1/b/k", body, "X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
		if w.Code == http.StatusInternalServerError {
			said, _ := io.ReadAll(w.Result().Body)
			t.Errorf("%s", said)
		}
	})
}
