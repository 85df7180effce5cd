curl -o lesion.jpg http://localhost:8000/assets/examples/drawn-1.jpg
