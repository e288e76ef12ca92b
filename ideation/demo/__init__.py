"""The living example, loaded through the services that people use."""
