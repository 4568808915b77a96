# The one place that knows Berth's version.
set(BERTH_VERSION 0.1.0)
