"""`python -m routewright` is the `routewright` command."""

from routewright.main import main

if __name__ == "__main__":
    main()
