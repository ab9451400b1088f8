package wire

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/awsjson"
	"fleetglass/fake/wire/cbor"
	"fleetglass/fake/wire/xmltext"
)

// protocol is how a service reads requests and writes answers and refusals.
type protocol interface {
	decode(q request, into any) error
	// encode writes the answer's body into b, where it can.
	encode(b []byte, operation, requestID string, out any) reply
	refuse(requestID string, e *awserr.Error) reply
}

// reply is an answer, ready to be written.
type reply struct {
	status  int
	headers [][2]string
	body    []byte
}

func (p reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, pair := range p.headers {
		h[pair[0]] = append(h[pair[0]], pair[1]) // as written: S3's metadata keeps its letters
	}
	if r.Method != http.MethodHead && p.status != http.StatusNoContent && p.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(p.body)))
	}
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.body) // a client that has gone hears nothing
	}
}

// refusal is an error as AWS's answer. What is no answer of the engine is a
// failure of the service.
func refusal(err error) *awserr.Error {
	var known *awserr.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return awserr.New("ServiceUnavailable", "The request was given up").WithStatus(http.StatusServiceUnavailable)
	default:
		return awserr.New("InternalFailure", "%s", err.Error()).WithStatus(http.StatusInternalServerError)
	}
}

// queryProtocol is Query, EC2's kind of it too. Its errors are of the kind
// that a service without a name would give.
type queryProtocol struct{ s *service }

func (p queryProtocol) decode(q request, into any) error { return p.s.query.Decode(q.values, into) }

func (p queryProtocol) encode(b []byte, operation, requestID string, out any) reply {
	return xmlReply(http.StatusOK, requestID, p.s.query.Append(b, operation, requestID, out))
}

func xmlReply(status int, requestID string, body []byte) reply {
	return reply{status, [][2]string{{"Content-Type", "text/xml;charset=UTF-8"}, {"X-Amzn-Requestid", requestID}}, body}
}

func (p queryProtocol) refuse(requestID string, e *awserr.Error) reply {
	b := []byte(xmltext.Header)
	if p.s != nil && p.s.Package == "ec2" {
		b = append(b, "<Response><Errors><Error><Code>"...)
		b = xmltext.Append(b, e.Code)
		b = append(b, "</Code><Message>"...)
		b = xmltext.Append(b, e.Message)
		b = append(b, "</Message></Error></Errors><RequestID>"+requestID+"</RequestID></Response>"...)
		return xmlReply(e.Status, requestID, b)
	}
	namespace := ""
	if p.s != nil {
		namespace = ` xmlns="` + p.s.Namespace + `"`
	}
	b = append(b, "<ErrorResponse"+namespace+"><Error><Type>"+fault(e)+"</Type><Code>"...)
	b = xmltext.Append(b, e.Code)
	b = append(b, "</Code><Message>"...)
	b = xmltext.Append(b, e.Message)
	b = append(b, "</Message></Error><RequestId>"+requestID+"</RequestId></ErrorResponse>"...)
	return xmlReply(e.Status, requestID, b)
}

// fault is whose fault an error is, in Query's words.
func fault(e *awserr.Error) string {
	if e.Status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}

// unknownProtocol answers requests that have not told theirs.
type unknownProtocol struct{ queryProtocol }

// jsonProtocol is JSON 1.0 or 1.1.
type jsonProtocol struct {
	s       *service // nil when the target names none
	version string
	asQuery bool // the client wants the codes that Query has
}

func (p jsonProtocol) decode(q request, into any) error { return p.s.json.Decode(q.body, into) }

func (p jsonProtocol) encode(b []byte, _, requestID string, out any) reply {
	return p.reply(http.StatusOK, requestID, p.s.json.Append(b, out))
}

func (p jsonProtocol) reply(status int, requestID string, body []byte) reply {
	return reply{status, [][2]string{{"Content-Type", "application/x-amz-json-" + p.version}, {"X-Amzn-Requestid", requestID}}, body}
}

// refuse writes the text under both names that clients look for: CloudTrail's
// member is Message.
func (p jsonProtocol) refuse(requestID string, e *awserr.Error) reply {
	shape := p.s.errorShape(e.Code)
	b := awsjson.AppendString([]byte(`{"__type":`), shape)
	b = awsjson.AppendString(append(b, `,"message":`...), e.Message)
	b = awsjson.AppendString(append(b, `,"Message":`...), e.Message)
	made := p.reply(e.Status, requestID, append(b, '}'))
	made.headers = append(made.headers, [2]string{"X-Amzn-Errortype", shape})
	if p.asQuery {
		made.headers = append(made.headers, queryError(p.s, e))
	}
	return made
}

// errorShape is an error's name in the protocols that name shapes.
func (s *service) errorShape(code string) string {
	if s == nil {
		return code
	}
	return s.ErrorShape(code)
}

// queryError tells clients that once spoke Query the code that they know.
func queryError(s *service, e *awserr.Error) [2]string {
	code := e.Code
	if s != nil {
		code = s.ErrorCode(code)
	}
	return [2]string{"X-Amzn-Query-Error", code + ";" + fault(e)}
}

// cborName is the protocol's name in requests and answers.
const cborName = "rpc-v2-cbor"

// cborProtocol is RPC v2 CBOR.
type cborProtocol struct{ s *service } // nil when the path names none

func (p cborProtocol) decode(q request, into any) error { return p.s.cbor.Decode(q.body, into) }

func (p cborProtocol) encode(b []byte, _, requestID string, out any) reply {
	return p.reply(http.StatusOK, requestID, p.s.cbor.Append(b, out))
}

func (p cborProtocol) reply(status int, requestID string, body []byte) reply {
	return reply{status, [][2]string{{"Content-Type", "application/cbor"}, {"Smithy-Protocol", cborName}, {"X-Amzn-Requestid", requestID}}, body}
}

func (p cborProtocol) refuse(requestID string, e *awserr.Error) reply {
	made := p.reply(e.Status, requestID, cbor.AppendError(nil, p.s.errorShape(e.Code), e.Message))
	made.headers = append(made.headers, queryError(p.s, e))
	return made
}

// restProtocol is S3's.
type restProtocol struct{ s *service }

func (p restProtocol) decode(q request, into any) error { return p.s.rest.Decode(q.storage, into) }

func (p restProtocol) encode(_ []byte, operation, requestID string, out any) reply {
	status, headers, body := p.s.rest.Encode(operation, out)
	return reply{status, append(headers, storageIDs(requestID)...), body}
}

func (p restProtocol) refuse(requestID string, e *awserr.Error) reply {
	b := append([]byte(xmltext.Header), "<Error><Code>"...)
	b = xmltext.Append(b, e.Code)
	b = append(b, "</Code><Message>"...)
	b = xmltext.Append(b, e.Message)
	b = append(b, "</Message><RequestId>"+requestID+"</RequestId><HostId>"+requestID+"</HostId></Error>"...)
	return reply{e.Status, append([][2]string{{"Content-Type", "application/xml"}}, storageIDs(requestID)...), b}
}

func storageIDs(requestID string) [][2]string {
	return [][2]string{{"X-Amz-Request-Id", requestID}, {"X-Amz-Id-2", requestID}}
}
