"""`python -m clientcomms`."""

from clientcomms.cli.main import main

if __name__ == "__main__":
    main()
