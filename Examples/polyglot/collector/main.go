// Command collector takes tide gauge readings over HTTP and serves the latest of each station.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

func routes(store *Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/readings", func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodPost:
			var reading Reading
			body := http.MaxBytesReader(w, r.Body, 1<<16)
			if err := json.NewDecoder(body).Decode(&reading); err != nil {
				http.Error(w, "not a reading: "+err.Error(), http.StatusBadRequest)
				return
			}
			if err := store.Add(reading); err != nil {
				http.Error(w, err.Error(), http.StatusUnprocessableEntity)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		case http.MethodGet:
			w.Header().Set("Content-Type", "application/json")
			if err := json.NewEncoder(w).Encode(store.Latest()); err != nil {
				log.Print(err)
			}
		default:
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, "use GET or POST", http.StatusMethodNotAllowed)
		}
	})
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

func run(ctx context.Context, address string) error {
	server := &http.Server{
		Addr:              address,
		Handler:           routes(NewStore()),
		ReadHeaderTimeout: 5 * time.Second,
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(last)
	})
	return group.Wait()
}

func main() {
	address := os.Getenv("LISTEN")
	if address == "" {
		address = ":8080"
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, address); err != nil {
		log.Fatal(err)
	}
}
