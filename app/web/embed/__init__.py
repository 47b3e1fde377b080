"""The check on other people's pages: loader, theme and the marketer's page."""
