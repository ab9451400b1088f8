package fake

// Input is a new input of an operation, a pointer to the SDK's struct, for
// doors that make one from what comes over a wire; not ok for an operation
// that the engine has not. The service is the name of the SDK's package.
func (e *Engine) Input(service, operation string) (input any, ok bool) {
	return e.home().mux.Input(service, operation)
}
