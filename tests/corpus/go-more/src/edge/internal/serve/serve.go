// Package serve runs the handlers of several web frameworks.
package serve

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"strconv"

	"example.com/edge/internal/orders"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
	"github.com/gofiber/fiber/v2"
	fiberrecover "github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/gorilla/handlers"
	"github.com/gorilla/mux"
	grpcrecovery "github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"github.com/labstack/echo/v4"
	echomiddleware "github.com/labstack/echo/v4/middleware"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

func call(h http.Handler, path string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	fmt.Println("status", w.Code)
}

type controller struct{ svc *orders.Service }

//go:noinline
func (c *controller) show(id string) string {
	n, _ := strconv.Atoi(id)
	return c.svc.CustomerOf(n) // @show
}

// Gin serves with gin.Default.
func Gin() {
	gin.SetMode(gin.ReleaseMode)
	c := &controller{orders.New()}
	r := gin.New()
	r.Use(gin.Logger(), gin.Recovery())
	g := r.Group("/v1")
	g.GET("/orders/:id", func(ctx *gin.Context) { ctx.String(200, c.show(ctx.Param("id"))) })
	call(r, "/v1/orders/1")
	call(r, "/v1/orders/9")
	call(r, "/v1/none")
}

// Echo serves with echo's Recover.
func Echo() {
	c := &controller{orders.New()}
	e := echo.New()
	e.Use(echomiddleware.Logger(), echomiddleware.Recover())
	e.GET("/orders/:id", func(ctx echo.Context) error { return ctx.String(200, c.show(ctx.Param("id"))) })
	call(e, "/orders/1")
}

// Chi serves with chi's Recoverer.
func Chi() {
	c := &controller{orders.New()}
	r := chi.NewRouter()
	r.Use(chimiddleware.RequestID, chimiddleware.Recoverer)
	r.Get("/orders/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, c.show(chi.URLParam(r, "id"))) })
	call(r, "/orders/1")
	call(r, "/orders/9")
}

// Gorilla serves with gorilla/handlers' RecoveryHandler.
func Gorilla() {
	c := &controller{orders.New()}
	r := mux.NewRouter()
	r.HandleFunc("/orders/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, c.show(mux.Vars(r)["id"])) })
	call(handlers.RecoveryHandler(handlers.PrintRecoveryStack(true))(r), "/orders/1")
}

// Fiber serves with fiber's recover.
func Fiber() {
	c := &controller{orders.New()}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(fiberrecover.New(fiberrecover.Config{EnableStackTrace: true}))
	app.Get("/orders/:id", func(ctx *fiber.Ctx) error { return ctx.SendString(c.show(ctx.Params("id"))) })
	resp, err := app.Test(httptest.NewRequest("GET", "/orders/1", nil))
	fmt.Println(resp.StatusCode, err)
}

type health struct {
	grpc_health_v1.UnimplementedHealthServer
	c *controller
}

func (h *health) Check(_ context.Context, r *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	_ = h.c.show(r.Service)
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

// GRPC serves with a recovery interceptor, or without.
func GRPC(recovered bool) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	var opts []grpc.ServerOption
	if recovered {
		opts = append(opts, grpc.ChainUnaryInterceptor(grpcrecovery.UnaryServerInterceptor(grpcrecovery.WithRecoveryHandler(func(p any) error {
			fmt.Fprintf(os.Stderr, "recovered from panic: %v\n%s\n", p, debug.Stack())
			return status.Errorf(codes.Internal, "%s", p)
		}))))
	}
	s := grpc.NewServer(opts...)
	grpc_health_v1.RegisterHealthServer(s, &health{c: &controller{orders.New()}})
	go func() { _ = s.Serve(ln) }()
	conn, err := grpc.NewClient(ln.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	_, err = grpc_health_v1.NewHealthClient(conn).Check(context.Background(), &grpc_health_v1.HealthCheckRequest{Service: "1"})
	log.Println("client got:", err)
}
