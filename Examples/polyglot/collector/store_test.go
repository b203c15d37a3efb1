package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestALaterReadingWins(t *testing.T) {
	store := NewStore()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, r := range []Reading{
		{"oban", noon, 2100}, {"oban", noon.Add(-time.Hour), 900}, {"leith", noon, 3300},
	} {
		if err := store.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	got := store.Latest()
	if len(got) != 2 || got[0].Station != "leith" || got[1].Level != 2100 {
		t.Errorf("unexpected readings: %+v", got)
	}
}

func TestAnImpossibleLevelIsRefused(t *testing.T) {
	request := httptest.NewRequest(http.MethodPost, "/readings",
		strings.NewReader(`{"station":"oban","level_mm":99999}`))
	answer := httptest.NewRecorder()
	routes(NewStore()).ServeHTTP(answer, request)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", answer.Code)
	}
}
