package wire

// Unions are the unions that the codecs know, for the tests.
var Unions = unions
