"""Reports of faults: what agents hear from customers, joined, decided in time, told back to all."""
