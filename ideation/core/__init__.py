"""What every room shares: base model, clock, ids, errors, event record, work items, files."""
