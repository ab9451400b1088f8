package api

import "context"

// Caller is who makes a call, and from where.
type Caller struct {
	AccessKey, SourceIP, UserAgent, Region string
	ARN                                    string // who it is; filled in by the engine
}

type callerKey struct{}

// WithCaller adds the caller to a call's context.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom is the call's caller; the zero Caller when nobody said.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}
