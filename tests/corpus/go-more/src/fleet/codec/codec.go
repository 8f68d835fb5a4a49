package codec

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/ioutil"
	"math/big"
	"regexp"
	"strings"
)

// frame reads a length byte and as many bytes as it says.
func frame(data []byte, atEOF bool) (int, []byte, error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	n := int(data[0])
	last := data[n] //@split-func
	return n + 1, append(data[1:n:n], last), nil
}

func SplitFrames() {
	scanner := bufio.NewScanner(bytes.NewReader([]byte{2, 'o', 'k', 200, 'x'}))
	scanner.Split(frame)
	for scanner.Scan() {
		fmt.Println(scanner.Text())
	}
}

type manifest struct {
	Parts []*part
}
type part struct {
	name  string
	owner *owner
}
type owner struct{ email string }

func (p *part) MarshalJSON() ([]byte, error) {
	return []byte(fmt.Sprintf("%q", p.name+p.owner.email)), nil //@marshal-panics
}

func MarshalManifest() {
	out, err := json.Marshal(manifest{Parts: []*part{{name: "axle", owner: &owner{"a@b"}}, {name: "wheel"}}})
	fmt.Println(string(out), err)
}

type limited struct {
	inner io.Reader
	left  int
}

var errBudget = errors.New("codec: read budget exhausted")

func (l *limited) Read(p []byte) (int, error) {
	if l.left < len(p) {
		panic(errBudget) //@panicking-reader
	}
	n, err := l.inner.Read(p)
	l.left -= n
	return n, err
}

func CopyFrom() {
	_, err := io.Copy(ioutil.Discard, io.TeeReader(&limited{strings.NewReader(strings.Repeat("x", 1<<20)), 40000}, ioutil.Discard))
	fmt.Println(err)
}

type rule struct{ pattern string }

func (r rule) compile() *regexp.Regexp {
	return regexp.MustCompile("^(" + r.pattern + "$") //@regexp
}

func CompileRule() {
	fmt.Println(rule{"a|b"}.compile().MatchString("a"))
}

type share struct{ part, whole int64 }

func (s share) percent() *big.Int {
	a := big.NewInt(s.part * 100)
	return a.Div(a, big.NewInt(s.whole)) //@big-division
}

func Ratio() {
	fmt.Println(share{3, 0}.percent())
}
