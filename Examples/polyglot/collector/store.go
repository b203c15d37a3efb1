package main

import (
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"
)

// Reading is one measurement of one gauge.
type Reading struct {
	Station string    `json:"station"`
	Taken   time.Time `json:"taken"`
	// Level is the height above chart datum, in millimetres.
	Level int `json:"level_mm"`
}

var errNoStation = errors.New("a reading needs a station")

// Store keeps the latest reading of each station.
type Store struct {
	mu     sync.RWMutex
	latest map[string]Reading
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{latest: make(map[string]Reading)}
}

// Add records a reading unless a later one of its station is known.
func (s *Store) Add(r Reading) error {
	if r.Station == "" {
		return errNoStation
	}
	if r.Level < -15_000 || r.Level > 20_000 {
		return fmt.Errorf("level %d mm is beyond any gauge", r.Level)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.latest[r.Station]; !ok || r.Taken.After(known.Taken) {
		s.latest[r.Station] = r
	}
	return nil
}

// Latest returns one reading per station, by name.
func (s *Store) Latest() []Reading {
	s.mu.RLock()
	defer s.mu.RUnlock()
	readings := make([]Reading, 0, len(s.latest))
	for _, r := range s.latest {
		readings = append(readings, r)
	}
	sort.Slice(readings, func(i, j int) bool { return readings[i].Station < readings[j].Station })
	return readings
}
