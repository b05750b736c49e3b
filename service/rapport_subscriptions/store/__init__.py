"""The stores: where everything is kept."""
