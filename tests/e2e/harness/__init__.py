"""What end-to-end scenarios are written with: an engine to look at, a project to run Berth in, and expectations."""
