// While the book is being written: reloads the page when mystmd says that the content has changed.
const { socket } = document.querySelector("script[data-socket]").dataset;
const connect = () => {
  const connection = new WebSocket(socket);
  connection.onmessage = ({ data }) => JSON.parse(data).type === "RELOAD" && location.reload();
  connection.onclose = () => setTimeout(connect, 1000);
};
connect();
