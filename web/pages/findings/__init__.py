"""What was found in the whole country: by issue, rule, feature and criterion."""
