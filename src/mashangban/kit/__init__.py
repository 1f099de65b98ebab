"""What every app uses: pages, clock, crypto, imports. Knows no domain."""
