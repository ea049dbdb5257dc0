a/.b/.c
