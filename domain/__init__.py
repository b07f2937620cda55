"""Pure rules of project agency work: standard library only; today and now are always arguments."""
