window.Matomo = {visit: true};
