"""Rules about the ignore comments themselves."""
