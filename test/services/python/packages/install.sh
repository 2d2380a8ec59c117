# Not `venv` with a pip of its own: that is another Debian package.
set -eu
python3 -m venv --without-pip venv
pip3 --python venv/bin/python install --quiet --no-deps --requirement requirements.txt
