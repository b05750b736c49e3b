"""The rules of subscriptions: values and decisions, without input or output."""
