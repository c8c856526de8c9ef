"""What customers hold in their hands: chats, and the page that shows them as phones."""
