package web

import (
	"context"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	_ "net/http/pprof"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type user struct {
	name  string
	prefs *prefs
}

type prefs struct{ lang string }

type directory struct{ users map[string]*user }

//go:noinline
func (d *directory) language(name string) string {
	return d.users[name].prefs.lang // @lang
}

type api struct {
	dir *directory
	log *log.Logger
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/abort":
		panic(http.ErrAbortHandler)
	case "/text":
		panic("template broken:\nline 3: unexpected }\n\ngoroutine pool empty") // @text
	case "/err":
		panic(fmt.Errorf("load: %w", errors.New("backend gone"))) // @err
	}
	fmt.Fprintln(w, a.dir.language(r.URL.Query().Get("name")))
}

//go:noinline
func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer log.Printf("%s %s done", r.Method, r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

//go:noinline
func retagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				panic(fmt.Sprintf("request %s: %v", r.URL.Path, v)) // @retag
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func newAPI() *api {
	return &api{dir: &directory{users: map[string]*user{"ann": {name: "ann"}}}}
}

func get(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	time.Sleep(20 * time.Millisecond)
}

type fakeDriver struct{}
type fakeConn struct{}

func (fakeDriver) Open(string) (driver.Conn, error)    { return fakeConn{}, nil }
func (fakeConn) Prepare(q string) (driver.Stmt, error) { return fakeStmt{}, nil }
func (fakeConn) Close() error                          { return nil }
func (fakeConn) Begin() (driver.Tx, error)             { return nil, errors.New("no tx") }

type fakeStmt struct{}

func (fakeStmt) Close() error                               { return nil }
func (fakeStmt) NumInput() int                              { return -1 }
func (fakeStmt) Exec([]driver.Value) (driver.Result, error) { return nil, errors.New("no exec") }
func (fakeStmt) Query([]driver.Value) (driver.Rows, error) {
	time.Sleep(time.Hour) // @query
	return nil, io.EOF
}

type socket struct {
	conn net.Conn
	out  chan []byte
}

func (s *socket) readLoop() {
	buf := make([]byte, 512)
	for {
		if _, err := s.conn.Read(buf); err != nil {
			return
		}
	}
}

func (s *socket) writeLoop(ctx context.Context) {
	ping := time.NewTicker(time.Minute)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-s.out:
			if _, err := s.conn.Write(m); err != nil {
				return
			}
		case <-ping.C:
		}
	}
}

// server starts everything a small production server has, and returns when all of it waits.
func server() string {
	sql.Register("fake", fakeDriver{})
	db, _ := sql.Open("fake", "")
	db.SetMaxOpenConns(3)
	for i := 0; i < 10; i++ {
		go func(i int) {
			rows, err := db.QueryContext(context.Background(), "select 1", i)
			if err == nil {
				rows.Close()
			}
		}(i)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s := &socket{c, make(chan []byte)}
			go s.readLoop()
			go s.writeLoop(ctx)
		}
	}()
	for i := 0; i < 5; i++ {
		if _, err := net.Dial("tcp", ln.Addr().String()); err != nil {
			panic(err)
		}
	}
	mux := http.DefaultServeMux
	mux.Handle("/", newAPI())
	hln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { log.Print(http.Serve(hln, nil)) }()
	var wg sync.WaitGroup
	queue := make(chan func())
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for f := range queue {
				f()
			}
		}()
	}
	go wg.Wait()
	time.Sleep(200 * time.Millisecond)
	return hln.Addr().String()
}

// Commands are the ways this package dies, or survives.
var Commands = map[string]func([]string){
	"http-panics": func([]string) {
		srv := httptest.NewServer(logged(newAPI()))
		defer srv.Close()
		for _, path := range []string{"/?name=bob", "/abort", "/text", "/err", "/?name=ann", "/?name=bob"} {
			get(srv.Client(), srv.URL+path)
		}
		fmt.Println("server is still up")
	},
	"http-repanic": func([]string) {
		srv := httptest.NewServer(retagged(newAPI()))
		defer srv.Close()
		get(srv.Client(), srv.URL+"/?name=bob")
	},
	"http-errorlog": func([]string) {
		srv := httptest.NewUnstartedServer(newAPI())
		srv.Config.ErrorLog = log.New(os.Stdout, "[web] ", log.Lshortfile|log.Lmsgprefix|log.LstdFlags)
		srv.Start()
		defer srv.Close()
		get(srv.Client(), srv.URL+"/err")
	},
	"http2-panic": func([]string) {
		srv := httptest.NewUnstartedServer(newAPI())
		srv.EnableHTTP2 = true
		srv.TLS = &tls.Config{}
		srv.StartTLS()
		defer srv.Close()
		get(srv.Client(), srv.URL+"/?name=ann")
	},
	"http-proxy": func([]string) {
		back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("short"))
		}))
		defer back.Close()
		u, _ := url.Parse(back.URL)
		proxy := httputil.NewSingleHostReverseProxy(u)
		proxy.ModifyResponse = func(r *http.Response) error {
			var seen map[string]bool
			seen[r.Status] = true // @proxy
			return nil
		}
		front := httptest.NewServer(proxy)
		defer front.Close()
		get(front.Client(), front.URL)
	},
	"http-background": func([]string) {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			go audit(r) // no recovery here: the whole process dies
		}))
		defer srv.Close()
		get(srv.Client(), srv.URL+"/order/7")
		time.Sleep(2 * time.Second)
	},
	"server-quit": func(args []string) {
		server()
		_ = syscall.Kill(os.Getpid(), signals[args[0]])
		time.Sleep(5 * time.Second)
	},
	"server-pprof": func(args []string) {
		addr := server()
		for _, path := range args {
			resp, err := http.Get("http://" + addr + path)
			if err != nil {
				panic(err)
			}
			_, _ = io.Copy(os.Stdout, resp.Body)
			resp.Body.Close()
		}
	},
	"graceful": func([]string) {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGQUIT)
		_ = syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		log.Printf("caught %v, panic: none, shutting down", <-c)
		os.Exit(2)
	},
	"log-fatal": func([]string) {
		log.Fatal(fmt.Errorf("fatal error: cannot listen on :80: %w", os.ErrPermission))
	},
	"log-panic": func([]string) {
		log.SetPrefix("shopd: ")
		log.Panicf("cannot open %s: %v", "/var/lib/shop", os.ErrPermission) // @logpanic
	},
}

//go:noinline
func audit(r *http.Request) {
	name, _, _ := r.BasicAuth()
	fmt.Println(newAPI().dir.language(name))
}

var signals = map[string]syscall.Signal{
	"QUIT": syscall.SIGQUIT, "ABRT": syscall.SIGABRT, "SEGV": syscall.SIGSEGV, "TRAP": syscall.SIGTRAP, "TERM": syscall.SIGTERM, "BUS": syscall.SIGBUS, "SYS": syscall.SIGSYS,
}
