"""The frame around every page: sign-in check, language, navigation, error boundary."""
