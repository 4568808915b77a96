"""Dockerfiles of scenarios."""


def dockerfile(project, *lines, file="Dockerfile", base=None):
    """Writes one that starts from the test image, or from `base`."""
    project.write(file, "\n".join([f"FROM {base or project.environment['IMAGE']}", *lines]) + "\n")
