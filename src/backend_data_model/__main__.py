"""`python -m backend_data_model` is `bdm`."""

from backend_data_model.cli import main

if __name__ == "__main__":
    main(prog_name="bdm")
