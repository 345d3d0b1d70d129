"""What data files hold, told by their bytes: nothing of them is trusted, and no more is unpacked than bounds allow."""
