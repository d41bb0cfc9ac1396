// Command nexus serves gammazero/nexus on 127.0.0.1 for bench/router: realm1, anonymous, everything allowed.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/gammazero/nexus/v3/router"
	"github.com/gammazero/nexus/v3/wamp"
)

func main() {
	port := flag.Int("port", 0, "TCP port on 127.0.0.1; 0 takes a free one")
	flag.Parse()
	nexus, err := router.NewRouter(&router.Config{
		RealmConfigs: []*router.RealmConfig{{URI: wamp.URI("realm1"), AnonymousAuth: true, AllowDisclose: true}},
	}, log.Default())
	if err != nil {
		log.Fatal(err)
	}
	defer nexus.Close()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, router.NewWebsocketServer(nexus)))
}
